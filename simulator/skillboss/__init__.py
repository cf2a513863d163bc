"""The SkillBoss hub, which texts by templates and has no ClickSend account."""
