"""What stands at every act of the counter: who is there, what is shown, and the door to the journal."""
