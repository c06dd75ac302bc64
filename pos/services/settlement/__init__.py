"""The three-way settlement of a day: till, channel bills, the federation's subsidy account."""
