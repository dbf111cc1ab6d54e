"""Static checks of a change, cheapest first: each is one file, named after what holds when it passes."""
