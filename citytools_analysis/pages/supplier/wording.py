"""What the controlled words of returns and notices mean, and the question each gives rise to."""

from __future__ import annotations

PROBLEMS = {
    "price_rises": "price rises",
    "lock_in": "hard to leave",
    "api": "links to other systems",
    "support": "support",
    "slow_roadmap": "slow development",
    "usability": "hard to use",
    "performance": "speed and availability",
    "data_export": "getting own data out",
    "reporting": "reporting",
    "accessibility": "accessibility",
    "security": "security",
    "contract_terms": "contract terms",
    "implementation": "setting up",
    "skills_gap": "skills to run it",
    "end_of_life": "end of support",
}
QUESTIONS = {
    "price_rises": "How are yearly price rises worked out, and what limit would you agree to for all of us?",
    "lock_in": "What would a borough that leaves need from you, at what price, and in how many months?",
    "api": "Which interfaces are open to us and to other suppliers, how are they documented, and what do they cost?",
    "support": "What level of support would you commit to for all of us, and what follows if it is missed?",
    "slow_roadmap": "Which of the changes that boroughs have asked for come when, and who decides on the order?",
    "usability": "Which of the things our staff find hard will you change, and will you test the changes with them?",
    "performance": "What speed and availability do you measure, and will you show the figures to all of us?",
    "data_export": "Can each of us take out all of our own data at any time, in an open format, without a charge?",
    "reporting": "Which reports can we make ourselves, and can we reach the data beneath them?",
    "accessibility": "Which parts meet WCAG 2.2 AA today, and by when will the rest?",
    "security": "Which independent tests of security have you passed, and may we all see the results?",
    "contract_terms": "Which terms would you make the same for all of us?",
    "implementation": "What did setting up take in boroughs like ours, and what would you commit to?",
    "skills_gap": "What training and documentation would you give to all of us?",
    "end_of_life": "Which versions lose support when, and what will moving on cost each of us?",
}
DIMENSIONS = {
    "overall": "overall",
    "value": "value for money",
    "support": "support",
    "usability": "ease of use",
    "data_access": "access to own data",
    "interoperability": "working with other systems",
    "roadmap": "development",
}
NOTICES = {
    "UK5": "direct award",
    "UK9": "performance",
    "UK10": "contract changed",
    "UK11": "contract ended",
}
RATINGS = {
    "good": "good",
    "approaching_target": "approaching target",
    "requires_improvement": "requires improvement",
    "inadequate": "inadequate",
    "other": "other",
}
