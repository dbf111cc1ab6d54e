#!/usr/bin/env python
# -*- coding: utf-8 -*-
# A licence.

# ---------- buying ----------
# about buy
def buy():  # noqa: E501
    # fill
    return "é"  # type: ignore[return]
    # inside, at the end


# ---------- selling ----------


def sell():  # pragma: no cover
    # fill
    return 2
# the very end
