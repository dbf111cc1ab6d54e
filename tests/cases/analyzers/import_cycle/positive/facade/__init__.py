from .part import thing
