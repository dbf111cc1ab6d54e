_Vault__secret = 1


class Vault:
    # fill
    def open(self):
        return __secret


def thief():
    # fill
    return _Vault__secret
