"""arXiv's metadata: a feed, the manners of asking for it, and the source of papers that uses both."""
