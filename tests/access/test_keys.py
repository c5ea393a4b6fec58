"""Keys are in the order in which they were made, also within a millisecond."""

from concurrent.futures import ThreadPoolExecutor

from access.records import uuid7


def test_keys_made_one_after_the_other_are_in_that_order_and_each_is_its_own():
    # seen to fail with random bits below the millisecond: a child stood after the parent who was written down second
    made = [uuid7() for _ in range(50_000)]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert {(key.version, key.variant) for key in made} == {(7, "specified in RFC 4122")}


def test_several_at_once_make_no_key_twice():
    with ThreadPoolExecutor(8) as workers:
        made = [key for keys in workers.map(lambda _: [uuid7() for _ in range(2_000)], range(8)) for key in keys]
    assert len(set(made)) == len(made)
