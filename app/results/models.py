"""What all results are sorted by: kinds of output, types of work, categories of people, topics (DOMAIN 4)."""

from enum import StrEnum

from app.kernel.words import _


class WorkType(StrEnum):
    """What a community infrastructure project is first of all (T3.01, R87); *other* is in no typed row."""

    SAFE_WATER = "safe_water"
    SANITATION = "sanitation"
    SOLID_WASTE = "solid_waste"
    ADAPTATION = "adaptation"
    MITIGATION = "mitigation"
    MIGRANTS = "migrants"
    GENDER_RESPONSIVE = "gender_responsive"
    OTHER = "other"


WORK_TYPES: dict[WorkType, str] = {
    WorkType.SAFE_WATER: _("safe water"),
    WorkType.SANITATION: _("sanitation"),
    WorkType.SOLID_WASTE: _("solid waste"),
    WorkType.ADAPTATION: _("climate adaptation"),
    WorkType.MITIGATION: _("climate mitigation"),
    WorkType.MIGRANTS: _("services for migrants"),
    WorkType.GENDER_RESPONSIVE: _("gender-responsive infrastructure"),
    WorkType.OTHER: _("other than the framework's seven types"),
}


class Sort(StrEnum):
    """What was delivered; each sort but trainings, tenure and housing is counted by one indicator."""

    WORK = "work"
    HOUSING = "housing"
    TENURE = "tenure"
    TRAINING = "training"
    DIALOGUE = "dialogue"
    POLICY = "policy"
    PLAN = "plan"
    INSTITUTION = "institution"
    TOOLKIT = "toolkit"
    FEDERATION = "federation"
    MECHANISM = "mechanism"


SORT_NAMES: dict[Sort, str] = {
    Sort.WORK: _("community infrastructure"),
    Sort.HOUSING: _("housing"),
    Sort.TENURE: _("tenure documents"),
    Sort.TRAINING: _("training"),
    Sort.DIALOGUE: _("urban dialogue"),
    Sort.POLICY: _("urban policy"),
    Sort.PLAN: _("city or sector strategy or plan"),
    Sort.INSTITUTION: _("institution with stronger capacities"),
    Sort.TOOLKIT: _("toolkit or technical assistance product"),
    Sort.FEDERATION: _("federation of slum dwellers"),
    Sort.MECHANISM: _("mechanism that engages communities in urban governance"),
}


class Category(StrEnum):
    """What people are served with directly (T3.02)."""

    TENURE = "tenure"
    HOUSING = "housing"
    INFRASTRUCTURE = "infrastructure"
    LIVELIHOODS = "livelihoods"
    ADAPTATION = "adaptation"
    MIGRANTS = "migrants"
    TRAINING = "training"
    CAPACITIES = "capacities"


CATEGORY_NAMES: dict[Category, str] = {
    Category.TENURE: _("strengthened tenure"),
    Category.HOUSING: _("upgraded or more resilient housing"),
    Category.INFRASTRUCTURE: _("community infrastructure"),
    Category.LIVELIHOODS: _("improved livelihoods"),
    Category.ADAPTATION: _("community-based adaptation or nature-based solutions"),
    Category.MIGRANTS: _("migrants and displaced people with access to services"),
    Category.TRAINING: _("vocational training completed"),
    Category.CAPACITIES: _("strengthened capacities"),
}


class Topic(StrEnum):
    """The nine topics of solutions, policies, plans and toolkits."""

    TENURE = "tenure"
    SERVICES = "services"
    HOUSING = "housing"
    ECONOMY = "economy"
    RESILIENCE = "resilience"
    MITIGATION = "mitigation"
    RESTORATION = "restoration"
    MIGRATION = "migration"
    GENDER = "gender"


TOPIC_NAMES: dict[Topic, str] = {
    Topic.TENURE: _("tenure"),
    Topic.SERVICES: _("basic services"),
    Topic.HOUSING: _("housing for the urban poor"),
    Topic.ECONOMY: _("local economic development"),
    Topic.RESILIENCE: _("climate resilience"),
    Topic.MITIGATION: _("climate mitigation"),
    Topic.RESTORATION: _("environmental restoration"),
    Topic.MIGRATION: _("migration management and migrant rights"),
    Topic.GENDER: _("gender inclusion"),
}
WITH_TOPIC = frozenset({Sort.DIALOGUE, Sort.POLICY, Sort.PLAN, Sort.TOOLKIT})


class People(StrEnum):
    """The indicators of people; those of different indicators are never added (R89)."""

    DIRECT = "T3.02"
    LEVERAGED = "T3.04"
    POLICIES = "T3.05"


PEOPLE_NAMES: dict[People, str] = {
    People.DIRECT: _("people served directly"),
    People.LEVERAGED: _("people reached by leveraged investments (indirect)"),
    People.POLICIES: _("people reached by policies and plans that are carried out (indirect)"),
}


class Context(StrEnum):
    """The indicators of Tiers I and II: what a country or a city is like, never attributed to awards."""

    SLUMS = "T1.01"
    POVERTY = "T1.02"
    SPENDING = "T2.01"
    WATER = "T2.02"
    SANITATION = "T2.03"
    WASTE = "T2.04"
    TENURE = "T2.05"
    WOMEN = "T2.06"
    INFORMAL = "T2.07"
    YOUTH = "T2.08"
    MIGRATION = "T2.09"
