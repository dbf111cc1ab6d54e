.DEFAULT_GOAL := help
setup:
	@true
