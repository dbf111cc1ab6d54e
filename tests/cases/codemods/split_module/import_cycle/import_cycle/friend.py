from import_cycle.shop import early, helper, ready

SEEN = ready()
