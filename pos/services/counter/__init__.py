"""What every act at the counter needs: who is signed in, what is shown, and writing to the journal."""
