"""graphql-core's own messages, in French and without the value received (a password, a personal number).

Validation messages are keyed by rule, the others by what they speak of; a pattern captures names of the schema or of
the document, never a value, and only what it captures reaches the French sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from graphql import GraphQLError

__all__ = ["VALIDATION", "coercion_message", "syntax_message", "validation_message"]

Catalogue = tuple[tuple[re.Pattern[str], str], ...]

# Long enough for every name a document may hold (server/limits.py), short enough to bound the search.
LONGEST_MESSAGE: Final = 2_000


def _entries(*pairs: tuple[str, str]) -> Catalogue:
    return tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in pairs)


VALUES: Final = _entries(
    (
        r"Expected value of type '(?P<type>[^']+)' not to include unknown field '(?P<field>[^']+)'",
        "Un objet de type {type} n'a pas de champ « {field} ».",
    ),
    (
        r"Expected value of type '(?P<type>[^']+)' to include required field '(?P<field>[^']+)'",
        "Un objet de type {type} doit donner son champ « {field} ».",
    ),
    (r"Expected value of type '(?P<type>[^']+)' to be an object", "Un objet de type {type} est attendu."),
    (
        r"Expected a value of non-null type '(?P<type>[^']+)'",
        "Une valeur de type {type} est obligatoire, et n'est pas donnée.",
    ),
    (r"Expected value of non-null type '(?P<type>[^']+)'", "Une valeur de type {type} est attendue : null est refusé."),
    (r"Expected value of type '(?P<type>[^']+)'", "Une valeur de type {type} est attendue."),
    (
        r"Within OneOf Input Object type '(?P<type>[^']+)'",
        "Un objet de type {type} doit donner exactement un champ, et sa valeur ne peut pas être null.",
    ),
    (
        r"Expected variable '\$(?P<variable>\w+)' provided to field '(?P<field>[^']+)' for OneOf Input Object type "
        r"'(?P<type>[^']+)'",
        "La variable « ${variable} », donnée au champ « {field} » de {type}, doit avoir une valeur autre que null.",
    ),
    (r"Value '.*' does not exist in '(?P<type>\w+)' enum\.", "Cette valeur n'existe pas dans l'énumération {type}."),
    (r"Value '", "Cette valeur n'existe pas dans l'énumération attendue."),
    (
        r"Enum '(?P<type>\w+)' cannot represent non-enum value",
        "Une valeur de l'énumération {type}, sans guillemets, est attendue.",
    ),
    (
        r"Enum '(?P<type>\w+)' cannot represent non-string value",
        "Une valeur de l'énumération {type}, entre guillemets, est attendue.",
    ),
    (r"Int cannot represent", "Un nombre entier compris entre -2147483648 et 2147483647 est attendu (Int)."),
    (r"Float cannot represent", "Un nombre est attendu (Float)."),
    (r"String cannot represent", "Un texte entre guillemets est attendu (String)."),
    (r"Boolean cannot represent", "Vrai ou faux est attendu : true ou false (Boolean)."),
    (r"ID cannot represent", "Un identifiant est attendu : un texte entre guillemets ou un nombre entier (ID)."),
    (r"Value cannot represent an? (?P<type>\w+)", "Une valeur de type {type} est attendue."),
)

VALIDATION: Final[dict[str, Catalogue]] = {
    "ExecutableDefinitionsRule": _entries(
        (r"The (?P<name>\S+) definition is not", "Seuls des opérations et des fragments peuvent être exécutés."),
    ),
    "KnownOperationTypesRule": _entries(
        (r"The (?P<kind>\w+) operation is not supported", "L'API n'a pas d'opération de type « {kind} »."),
    ),
    "UniqueOperationNamesRule": _entries(
        (r"There can be only one operation named '(?P<name>\w+)'", "Deux opérations portent le nom « {name} »."),
    ),
    "LoneAnonymousOperationRule": _entries(
        (
            r"This anonymous operation must be the only",
            "Une opération sans nom doit être seule dans la requête : donnez-lui un nom.",
        ),
    ),
    "SingleFieldSubscriptionsRule": _entries(
        (r"(?:Anonymous )?Subscription.* must not use `@skip`", "Un abonnement n'admet ni @skip ni @include."),
        (
            r"(?:Anonymous )?Subscription.* must not select an introspection",
            "Un abonnement demande un champ qui ne soit pas d'introspection.",
        ),
        (r"(?:Anonymous )?Subscription.* must select", "Un abonnement demande exactement un champ."),
    ),
    "KnownTypeNamesRule": _entries(
        (r"Unknown type '(?P<type>\w+)'", "Le type « {type} » n'existe pas."),
    ),
    "FragmentsOnCompositeTypesRule": _entries(
        (
            r"Fragment '(?P<fragment>\w+)' cannot condition on non composite type '(?P<type>[^']+)'",
            "Le fragment « {fragment} » porte sur {type}, qui n'a pas de champs.",
        ),
        (
            r"Fragment cannot condition on non composite type '(?P<type>[^']+)'",
            "Ce fragment porte sur {type}, qui n'a pas de champs.",
        ),
    ),
    "VariablesAreInputTypesRule": _entries(
        (
            r"Variable '\$(?P<variable>\w+)' cannot be non-input type '(?P<type>[^']+)'",
            "La variable « ${variable} » ne peut pas être de type {type}, qui n'est pas un type d'entrée.",
        ),
    ),
    "ScalarLeafsRule": _entries(
        (
            r"Field '(?P<field>\w+)' must not have a selection since type '(?P<type>[^']+)'",
            "Le champ « {field} », de type {type}, n'a pas de sous-champs : retirez les accolades.",
        ),
        (
            r"Field '(?P<field>\w+)' of type '(?P<type>[^']+)' must have",
            "Le champ « {field} », de type {type}, demande au moins un sous-champ entre accolades.",
        ),
    ),
    "FieldsOnCorrectTypeRule": _entries(
        (
            r"Cannot query field '(?P<field>\w+)' on type '(?P<type>[^']+)'",
            "Le champ « {field} » n'existe pas sur {type}.",
        ),
    ),
    "UniqueFragmentNamesRule": _entries(
        (r"There can be only one fragment named '(?P<name>\w+)'", "Deux fragments portent le nom « {name} »."),
    ),
    "KnownFragmentNamesRule": _entries(
        (r"Unknown fragment '(?P<name>\w+)'", "Le fragment « {name} » n'est pas défini."),
    ),
    "NoUnusedFragmentsRule": _entries(
        (r"Fragment '(?P<name>\w+)' is never used", "Le fragment « {name} » n'est pas utilisé."),
    ),
    "PossibleFragmentSpreadsRule": _entries(
        (
            r"Fragment '(?P<name>\w+)' cannot be spread here as objects of type '(?P<type>[^']+)' can never be of type "
            r"'(?P<other>[^']+)'",
            "Le fragment « {name} » porte sur {other} : un objet de type {type} n'en est jamais un.",
        ),
        (
            r"Fragment cannot be spread here as objects of type '(?P<type>[^']+)' can never be of type "
            r"'(?P<other>[^']+)'",
            "Ce fragment porte sur {other} : un objet de type {type} n'en est jamais un.",
        ),
    ),
    "NoFragmentCyclesRule": _entries(
        (r"Cannot spread fragment '(?P<name>\w+)' within itself", "Le fragment « {name} » se contient lui-même."),
    ),
    "UniqueVariableNamesRule": _entries(
        (r"There can be only one variable named '\$(?P<name>\w+)'", "La variable « ${name} » est déclarée deux fois."),
    ),
    "NoUndefinedVariablesRule": _entries(
        (r"Variable '\$(?P<variable>\w+)' is not defined", "La variable « ${variable} » n'est pas déclarée."),
    ),
    "NoUnusedVariablesRule": _entries(
        (r"Variable '\$(?P<variable>\w+)' is never used", "La variable « ${variable} » n'est pas utilisée."),
    ),
    "KnownDirectivesRule": _entries(
        (r"Unknown directive '@(?P<name>\w+)'", "La directive « @{name} » n'existe pas."),
        (r"Directive '@(?P<name>\w+)' may not be used on", "La directive « @{name} » ne peut pas être placée ici."),
    ),
    "UniqueDirectivesPerLocationRule": _entries(
        (r"The directive '@(?P<name>\w+)' can only be used once", "La directive « @{name} » est répétée."),
    ),
    "DeferStreamDirectiveOnRootField": _entries(
        (
            r"(?P<name>Stream|Defer) directive cannot be used on root",
            "La directive @defer ou @stream ne peut pas être placée à la racine d'une opération.",
        ),
    ),
    "DeferStreamDirectiveOnValidOperationsRule": _entries(
        (r"(?:Stream|Defer) directive not supported on", "Un abonnement n'admet ni @defer ni @stream."),
    ),
    "DeferStreamDirectiveLabel": _entries(
        (r"(?:Defer|Stream) directive label argument must be", "L'argument « label » doit être un texte constant."),
        (r"Defer/Stream directive label argument must be", "L'argument « label » doit être unique."),
    ),
    "StreamDirectiveOnListField": _entries(
        (r"Stream directive cannot be used on non-list", "La directive @stream demande un champ qui soit une liste."),
    ),
    "KnownArgumentNamesRule": _entries(
        (
            r"Unknown argument '(?P<argument>\w+)' on field '(?P<field>[^']+)'",
            "L'argument « {argument} » n'existe pas sur le champ « {field} ».",
        ),
        (
            r"Unknown argument '(?P<argument>\w+)' on directive '(?P<name>@\w+)'",
            "L'argument « {argument} » n'existe pas sur la directive « {name} ».",
        ),
        (
            r"Unknown argument '(?P<argument>\w+)' on fragment '(?P<name>\w+)'",
            "L'argument « {argument} » n'existe pas sur le fragment « {name} ».",
        ),
    ),
    "UniqueArgumentNamesRule": _entries(
        (r"There can be only one argument named '(?P<name>\w+)'", "L'argument « {name} » est donné deux fois."),
    ),
    "ValuesOfCorrectTypeRule": VALUES,
    "ProvidedRequiredArgumentsRule": _entries(
        (
            r"Argument '(?P<field>[^'(]+)\((?P<argument>\w+):\)' of type '(?P<type>[^']+)' is required",
            "L'argument « {argument} » de « {field} » est obligatoire : une valeur de type {type} est attendue.",
        ),
        (
            r"Fragment '(?P<name>\w+)' argument '(?P<argument>\w+)' of type '(?P<type>[^']+)' is required",
            "L'argument « {argument} » du fragment « {name} » est obligatoire (type {type}).",
        ),
    ),
    "VariablesInAllowedPositionRule": _entries(
        (
            r"Variable '\$(?P<variable>\w+)' of type '(?P<type>[^']+)' used in position expecting type "
            r"'(?P<other>[^']+)'",
            "La variable « ${variable} » est de type {type}, alors que {other} est attendu ici.",
        ),
        (
            r"Variable '\$(?P<variable>\w+)' is of type '(?P<type>[^']+)' but must be non-nullable",
            "La variable « ${variable} » doit être de type {type}! : null est refusé ici.",
        ),
    ),
    "OverlappingFieldsCanBeMergedRule": _entries(
        (
            r"Fields '(?P<name>\w+)' conflict because",
            "Plusieurs champs différents répondent sous le nom « {name} » : donnez un alias à l'un d'eux.",
        ),
        (r"Fields '", "Plusieurs champs différents répondent sous le même nom : donnez un alias à l'un d'eux."),
        (r"Spreads '", "Un même fragment est employé ici avec des arguments différents."),
    ),
    "UniqueInputFieldNamesRule": _entries(
        (r"There can be only one input field named '(?P<name>\w+)'", "Le champ « {name} » est donné deux fois."),
    ),
    "MaxIntrospectionDepthRule": _entries(
        (r"Maximum introspection depth exceeded", "Cette introspection est trop imbriquée."),
    ),
    "*": _entries(
        (r"Too many validation errors", "Cette requête a trop d'erreurs : seules les premières sont données."),
        (r"Validation aborted", "Cette requête est trop imbriquée pour être vérifiée."),
    ),
}

OPERATION: Final = _entries(
    (r"Too many errors processing variables", "Les variables ont trop d'erreurs : seules les premières sont données."),
    (r"Variable values are nested too deeply", "Les variables sont trop imbriquées."),
    (
        r"Variable '\$(?P<variable>\w+)' expected value of type '(?P<type>[^']+)' which cannot be used",
        "La variable « ${variable} » ne peut pas être de type {type}, qui n'est pas un type d'entrée.",
    ),
    (
        r"Argument '(?P<argument>\w+)' of required type '(?P<type>[^']+)' was not provided",
        "L'argument « {argument} » est obligatoire : une valeur de type {type} est attendue.",
    ),
    (
        r"Variable '\$(?P<variable>\w+)' defined by fragment '(?P<name>\w+)' of required type '(?P<type>[^']+)'",
        "La variable « ${variable} » du fragment « {name} » est obligatoire (type {type}).",
    ),
    (
        r"Expected value of type '[^']+', found null\. Field of type 'Maybe\[",
        "Un champ facultatif ne peut pas recevoir null ici : ne le donnez pas du tout.",
    ),
    (
        r"OneOf Input Object '(?P<type>\w+)' must specify exactly one key",
        "Un objet de type {type} doit donner exactement un champ.",
    ),
    (
        r"Value for member field '(?P<field>\w+)' must be non-null",
        "Le champ « {field} » ne peut pas recevoir null ici.",
    ),
    (r"Selections are nested too deeply", "La requête est trop imbriquée."),
    (r"Schema is not configured to execute (?P<kind>\w+)", "L'API n'a pas d'opération de type « {kind} »."),
)

VALUE_PLACE: Final = re.compile(
    r"(?P<kind>Variable|Argument) '(?P<name>\$?\w+)'(?: defined by fragment '\w+')? has invalid (?:default )?value"
    r"(?: at (?P<path>[\w.\[\]]+))?: (?P<rest>.*)",
    re.DOTALL,
)

SYNTAX: Final = _entries(
    (
        r"Expected (?P<expected>'[^']+'|<?\w+>?), found (?P<found>'[^']+'|<?\w+>?)",
        "{expected} est attendu, et non {found}.",
    ),
    (r"Unexpected description", "une description ne peut pas être placée ici."),
    (r"Unexpected variable '.*' in constant", "une variable n'a pas sa place dans une constante."),
    (r"Unexpected single quote", "un texte s'écrit entre guillemets doubles."),
    (r"Unexpected '\.\.', did you mean", "trois points « ... » sont attendus."),
    (r"Unexpected character|Invalid character:", "un caractère n'a pas sa place ici."),
    (r"Unexpected (?P<found>'[^']+'|<?\w+>?)", "{found} n'a pas sa place ici."),
    (r"Invalid number", "ce nombre est mal écrit."),
    (r"Invalid character within String", "ce texte contient un caractère interdit."),
    (r"Unterminated string", "ce texte n'est pas fermé par un guillemet."),
    (r"Invalid (?:Unicode|character) escape", "cette suite d'échappement n'est pas valide."),
    (r"Document contains more than", "la requête est trop longue."),
    (r"Source contains more than", "la requête est trop longue."),
    (r"Document is nested too deeply", "la requête est trop imbriquée."),
    (r".* is reserved", "ce nom est réservé."),
)

# graphql-core ends its message with the suggestion, but for an unknown field, where the value follows: both are held to
# their place, so that a value which imitates a suggestion is not repeated.
SUGGESTION: Final = re.compile(r" Did you mean (?P<names>[^?]*)\?$")
UNKNOWN_FIELD_SUGGESTION: Final = re.compile(
    r"Expected value of type '[^']+' not to include unknown field '\w+'\. Did you mean (?P<names>[^?]*)\? Found"
)

TOKENS: Final = {
    "Name": "un nom",
    "Int": "un nombre entier",
    "Float": "un nombre",
    "String": "un texte",
    "BlockString": "un texte",
    "Comment": "un commentaire",
    "<EOF>": "la fin de la requête",
    "<SOF>": "le début de la requête",
}


def syntax_message(error: GraphQLError) -> str:
    """Where and why the document cannot be read."""
    description = error.message[:LONGEST_MESSAGE].removeprefix("Syntax Error: ")
    sentence = _translate(SYNTAX, description, _token) or "la requête ne peut pas être lue."
    if not error.locations:
        return f"Erreur de syntaxe : {sentence}"
    line, column = error.locations[0]
    return f"Erreur de syntaxe, ligne {line}, colonne {column} : {sentence}"


def validation_message(error: GraphQLError) -> str:
    """What the schema refuses in the document, and what it would accept when a name is close to one of its own.

    A scalar of ours words its refusals itself, in French: it gives an error with a `code` in its extensions.
    """
    if (error.extensions or {}).get("code"):
        return error.message
    message = error.message[:LONGEST_MESSAGE]
    for catalogue in VALIDATION.values():
        sentence = _translate(catalogue, message)
        if sentence is not None:
            return sentence + _suggestion(error.message)
    return "Cette partie de la requête n'est pas valide."


def coercion_message(error: GraphQLError) -> str | None:
    """What is wrong with a variable's or an argument's value, or None when the error speaks of something else."""
    message = error.message
    place = VALUE_PLACE.match(message)
    if place is None:
        return _translate(OPERATION, message[:LONGEST_MESSAGE])
    own = _own_words(error)
    rest = own or _translate(VALUES, place["rest"][:LONGEST_MESSAGE]) or "Cette valeur n'est pas acceptée."
    where = f" (à « {place['path'].lstrip('.')} »)" if place["path"] else ""
    noun = "Variable" if place["kind"] == "Variable" else "Argument"
    return f"{noun} « {place['name']} »{where} : {rest}{'' if own else _suggestion(place['rest'])}"


def _own_words(error: GraphQLError) -> str | None:
    """The sentence of a scalar of ours, found behind graphql-core's prefix."""
    origin: BaseException | None = error.original_error
    while isinstance(origin, GraphQLError):
        if (origin.extensions or {}).get("code") and origin.original_error is None:
            return origin.message
        origin = origin.original_error
    return None


def _translate(catalogue: Catalogue, message: str, name: Callable[[str], str] = str) -> str | None:
    """The sentence of the first pattern that `message` begins with; `name` words what was captured."""
    for pattern, sentence in catalogue:
        match = pattern.match(message)
        if match:
            return sentence.format(**{key: name(captured) for key, captured in match.groupdict().items()})
    return None


def _token(description: str) -> str:
    return TOKENS.get(description, f"« {description.strip(chr(39))} »")


def _suggestion(message: str) -> str:
    """« Vouliez-vous dire … ? » when graphql-core names neighbours: those are names of the schema."""
    match = UNKNOWN_FIELD_SUGGESTION.match(message) or SUGGESTION.search(message[-LONGEST_MESSAGE:])
    names = re.findall(r"'(\w+)'", match["names"]) if match else []
    if match is None or not names:
        return ""
    quoted = [f"« {name} »" for name in names]
    choices = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} ou {quoted[-1]}"
    fragment = "un fragment sur " if match["names"].startswith("to use an inline fragment on ") else ""
    return f" Vouliez-vous dire {fragment}{choices} ?"
