"""Git: every process goes through `runner`, and the user's checkout is only ever read."""
