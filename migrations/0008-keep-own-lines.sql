-- What the bot itself says to a customer is no event of a room. It is kept in words, and where it asks a question by that
-- question's name, so that what is answered or reacted to can be named.
ALTER TABLE message_link
  ALTER COLUMN room_event DROP NOT NULL,
  ADD COLUMN said text,
  ADD COLUMN question text,
  ADD CONSTRAINT message_link_event_or_words CHECK ((room_event IS NULL) <> (said IS NULL));
