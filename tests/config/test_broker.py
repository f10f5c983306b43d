"""How the broker is reached, by its address."""

import environ
import psycopg

from config.broker import transport_options

DATABASE = {"HOST": "/run/pg dir", "PORT": "5432", "NAME": "campanile", "USER": "campanile", "PASSWORD": ""}


def test_pgmq_uses_the_application_database() -> None:
    options = transport_options("pgmq://localhost", DATABASE)
    assert options["init_extension"] is False
    assert psycopg.conninfo.conninfo_to_dict(options["conn_string"]) == {
        "host": "/run/pg dir", "port": "5432", "dbname": "campanile", "user": "campanile",
    }  # fmt: skip


def test_pgmq_finds_a_socket_named_in_a_url() -> None:
    database = environ.Env.db_url_config("postgresql://campanile@/campanile?host=/run/postgresql")
    options = transport_options("pgmq://localhost", database)
    assert psycopg.conninfo.conninfo_to_dict(options["conn_string"]) == {
        "host": "/run/postgresql", "dbname": "campanile", "user": "campanile",
    }  # fmt: skip


def test_redis_gives_up_soon_on_a_dead_server() -> None:
    assert transport_options("redis://localhost/0", DATABASE)["socket_connect_timeout"] == 3


def test_other_brokers_keep_their_defaults() -> None:
    assert transport_options("amqp://localhost", DATABASE) == {}
