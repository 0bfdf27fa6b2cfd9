"""Compiles the loops of the matcher and the surge fold for this machine, so that no first start
waits for it: `make install` and the image's build do. Installed otherwise, the first start does.
"""

from streams.core.matching import index
from streams.core.surge import warming


def main() -> None:
    index.warm_up()
    warming.warm_up()


if __name__ == "__main__":
    main()
