TEXT = """
<<<<<<< HEAD
=======
>>>>>>> branch
"""
