"""The mathematics: lines, tapes, derivatives. No English, no student, no screen."""
