"""The SkillBoss hub: a service of its own that sends texts by one template."""
