"""Solution concepts, one a module, under their textbook names; they know the forms, not the article."""
