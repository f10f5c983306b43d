-- roles: how many of the wall's roles this login may take on.
SELECT count(*) FROM pg_roles WHERE rolname = ANY (%(roles)s::name[]) AND pg_has_role(oid, 'MEMBER')
