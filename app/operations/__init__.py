"""What an operator does with the data as a whole: back up, restore, verify, change the master key."""
