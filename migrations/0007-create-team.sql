-- Teams of agents, which may stand in one another. Who is in a team says nothing about what they are offered.

CREATE TABLE team (
  name text NOT NULL,
  -- The team it stands in; no way up leads back to itself.
  parent text,
  CONSTRAINT team_pkey PRIMARY KEY (name),
  CONSTRAINT team_parent FOREIGN KEY (parent) REFERENCES team,
  CONSTRAINT team_not_in_itself CHECK (parent <> name)
);
CREATE INDEX team_in ON team (parent) WHERE parent IS NOT NULL;

CREATE TABLE team_member (
  team text NOT NULL,
  agent_id text NOT NULL,
  CONSTRAINT team_member_pkey PRIMARY KEY (team, agent_id),
  CONSTRAINT team_member_team FOREIGN KEY (team) REFERENCES team ON DELETE CASCADE,
  CONSTRAINT team_member_agent FOREIGN KEY (agent_id) REFERENCES agent ON DELETE CASCADE
);
CREATE INDEX team_member_of ON team_member (agent_id);
