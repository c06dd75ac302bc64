"""What the till can do, in the words of the counter; both fronts use nothing else."""
