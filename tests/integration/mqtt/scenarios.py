"""Runs one scenario of a test program: a function of its module whose first argument is a lab."""
import sys

from lab import Lab, find_mosquitto


def main(module):
    """PROGRAM SCENARIO on the command line, or --list. The exit status; 77: skipped."""
    scenarios = {name: thing for name, thing in module.items() if callable(thing) and getattr(thing, "__module__", "") == "__main__" and
                 getattr(thing, "__code__", None) and thing.__code__.co_varnames[:thing.__code__.co_argcount] == ("lab",)}
    if sys.argv[1:] == ["--list"]:
        print("\n".join(scenarios))
        return 0
    program, name = sys.argv[1:]
    find_mosquitto()
    lab = Lab(program)
    try:
        scenarios[name](lab)
        print(f"passed: {name}")
        return 0
    except BaseException:
        for driver in lab.drivers:
            print("the program said:", *driver.lines[-20:], *driver.log[-20:], sep="\n  ")
        raise
    finally:
        lab.close()
