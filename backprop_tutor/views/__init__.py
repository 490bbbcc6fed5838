"""The views: blocks become a terminal page or a document. No pedagogy."""
