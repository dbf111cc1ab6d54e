"""
Title
=======

    <<<<<<< indented
    =======
    >>>>>>> indented
"""
