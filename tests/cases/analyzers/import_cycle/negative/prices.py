def rate():
    import orders
    return orders.RATE
