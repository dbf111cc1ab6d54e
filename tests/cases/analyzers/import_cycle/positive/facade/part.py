from facade import setting
