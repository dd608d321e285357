-- Which message of a chat is which event of its conversation's room, for what is done to it later. `reaction`: it is this
-- reaction of the customer to that message; empty for the message.
CREATE TABLE message_link (
  network text NOT NULL,
  chat text NOT NULL,
  remote_id text NOT NULL,
  reaction text NOT NULL DEFAULT '',
  room_event text NOT NULL,
  is_ours boolean NOT NULL,
  conversation_id bigint NOT NULL,
  CONSTRAINT message_link_pkey PRIMARY KEY (network, chat, remote_id, reaction),
  CONSTRAINT message_link_room_event UNIQUE (room_event),
  CONSTRAINT message_link_conversation FOREIGN KEY (conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX message_link_of ON message_link (conversation_id);
