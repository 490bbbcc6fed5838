"""What one learner knows: skills, mastery, wrong ideas met, and the page of progress."""
