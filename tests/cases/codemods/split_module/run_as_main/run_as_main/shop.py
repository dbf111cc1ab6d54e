import sys


def greet():
    # fill
    return "hello"


def main(argv):
    # fill
    print(greet(), argv, __name__)


if __name__ == "__main__":
    # runs when asked to
    main(sys.argv[1:])
