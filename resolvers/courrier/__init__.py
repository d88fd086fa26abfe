"""Mails: their texts, their way out, and the outbox that makes sure they leave."""
