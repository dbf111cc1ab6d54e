"""
<<<<<<< opened only
=======
"""
