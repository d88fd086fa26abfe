"""Every message of graphql-core has its French sentence, which names what is wrong and repeats no value."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import GraphQLError, GraphQLSyntaxError, parse, specified_rules, validate
from graphql.validation.rules import ASTValidationRule

from server.messages import VALIDATION, coercion_message, syntax_message, validation_message

SECRET = "Secret42"
UNTRANSLATED = "Cette partie de la requête n'est pas valide."

WRONG: dict[str, list[tuple[str, str]]] = {
    "ExecutableDefinitionsRule": [
        ("type A { b: Int }", "Seuls des opérations et des fragments peuvent être exécutés.")
    ],
    "KnownOperationTypesRule": [],
    "UniqueOperationNamesRule": [("query A { bonjour } query A { bonjour }", "Deux opérations portent le nom « A ».")],
    "LoneAnonymousOperationRule": [
        (
            "{ bonjour } query A { bonjour }",
            "Une opération sans nom doit être seule dans la requête : donnez-lui un nom.",
        )
    ],
    "SingleFieldSubscriptionsRule": [
        ("subscription S { suivi autre }", "Un abonnement demande exactement un champ."),
        ("subscription { suivi autre }", "Un abonnement demande exactement un champ."),
        (
            "subscription { __typename }",
            "Un abonnement demande un champ qui ne soit pas d'introspection.",
        ),
        ("subscription { suivi @skip(if: true) }", "Un abonnement n'admet ni @skip ni @include."),
    ],
    "KnownTypeNamesRule": [
        (
            "query ($p: Persone) { bonjour }",
            "Le type « Persone » n'existe pas. Vouliez-vous dire « Personne » ou « Personnes » ?",
        )
    ],
    "FragmentsOnCompositeTypesRule": [
        ("{ ...F } fragment F on Ville { a }", "Le fragment « F » porte sur Ville, qui n'a pas de champs."),
        ("{ ... on String { a } }", "Ce fragment porte sur String, qui n'a pas de champs."),
    ],
    "VariablesAreInputTypesRule": [
        (
            "query ($p: Personne) { bonjour }",
            "La variable « $p » ne peut pas être de type Personne, qui n'est pas un type d'entrée.",
        )
    ],
    "ScalarLeafsRule": [
        (
            "{ bonjour { a } }",
            "Le champ « bonjour », de type String, n'a pas de sous-champs : retirez les accolades.",
        ),
        ("{ noeud }", "Le champ « noeud », de type Noeud, demande au moins un sous-champ entre accolades."),
    ],
    "FieldsOnCorrectTypeRule": [
        ("{ bonjout }", "Le champ « bonjout » n'existe pas sur Query. Vouliez-vous dire « bonjour » ?"),
        ("{ xyzxyzxyz }", "Le champ « xyzxyzxyz » n'existe pas sur Query."),
        (
            "{ noeud { memoire } }",
            "Le champ « memoire » n'existe pas sur Noeud. Vouliez-vous dire un fragment sur « Ordinateur » ?",
        ),
    ],
    "UniqueFragmentNamesRule": [
        (
            "{ ...F } fragment F on Query { bonjour } fragment F on Query { bonjour }",
            "Deux fragments portent le nom « F ».",
        )
    ],
    "KnownFragmentNamesRule": [("{ ...F }", "Le fragment « F » n'est pas défini.")],
    "NoUnusedFragmentsRule": [("{ bonjour } fragment F on Query { bonjour }", "Le fragment « F » n'est pas utilisé.")],
    "PossibleFragmentSpreadsRule": [
        (
            "{ ... on Personne { id } }",
            "Ce fragment porte sur Personne : un objet de type Query n'en est jamais un.",
        ),
        (
            "{ ...F } fragment F on Personne { id }",
            "Le fragment « F » porte sur Personne : un objet de type Query n'en est jamais un.",
        ),
    ],
    "NoFragmentCyclesRule": [
        ("{ ...F } fragment F on Query { ...F }", "Le fragment « F » se contient lui-même."),
        (
            "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
            "Le fragment « F » se contient lui-même.",
        ),
    ],
    "UniqueVariableNamesRule": [("query ($a: Int, $a: Int) { bonjour }", "La variable « $a » est déclarée deux fois.")],
    "NoUndefinedVariablesRule": [
        ("{ recherche(nombre: $n) }", "La variable « $n » n'est pas déclarée."),
        ("query A { recherche(nombre: $n) }", "La variable « $n » n'est pas déclarée."),
    ],
    "NoUnusedVariablesRule": [
        ("query ($n: Int) { bonjour }", "La variable « $n » n'est pas utilisée."),
        ("query A($n: Int) { bonjour }", "La variable « $n » n'est pas utilisée."),
    ],
    "KnownDirectivesRule": [
        ("{ bonjour @zut }", "La directive « @zut » n'existe pas."),
        ("query @skip(if: true) { bonjour }", "La directive « @skip » ne peut pas être placée ici."),
    ],
    "UniqueDirectivesPerLocationRule": [
        ("{ bonjour @skip(if: true) @skip(if: true) }", "La directive « @skip » est répétée.")
    ],
    "DeferStreamDirectiveOnRootField": [],
    "DeferStreamDirectiveOnValidOperationsRule": [],
    "DeferStreamDirectiveLabel": [],
    "StreamDirectiveOnListField": [],
    "KnownArgumentNamesRule": [
        (
            "{ recherche(ratioo: 1) }",
            "L'argument « ratioo » n'existe pas sur le champ « Query.recherche ». Vouliez-vous dire « ratio » ?",
        ),
        ("{ bonjour @skip(si: true) }", "L'argument « si » n'existe pas sur la directive « @skip »."),
    ],
    "UniqueArgumentNamesRule": [("{ recherche(nombre: 1, nombre: 2) }", "L'argument « nombre » est donné deux fois.")],
    "ValuesOfCorrectTypeRule": [
        (
            f'{{ recherche(nombre: "{SECRET}") }}',
            "Un nombre entier compris entre -2147483648 et 2147483647 est attendu (Int).",
        ),
        (
            "{ recherche(nombre: 99999999999) }",
            "Un nombre entier compris entre -2147483648 et 2147483647 est attendu (Int).",
        ),
        (f'{{ recherche(ratio: "{SECRET}") }}', "Un nombre est attendu (Float)."),
        (f'{{ recherche(actif: "{SECRET}") }}', "Vrai ou faux est attendu : true ou false (Boolean)."),
        ("{ recherche(filtre: {nom: 42}) }", "Un texte entre guillemets est attendu (String)."),
        (
            "{ personne(id: 1.5) { id } }",
            "Un identifiant est attendu : un texte entre guillemets ou un nombre entier (ID).",
        ),
        ("{ personne(id: null) { id } }", "Une valeur de type ID! est attendue : null est refusé."),
        (
            '{ personne(id: "1", ville: VITRI) { id } }',
            "Cette valeur n'existe pas dans l'énumération Ville. Vouliez-vous dire « VITRY » ?",
        ),
        (
            f'{{ personne(id: "1", ville: "{SECRET}") {{ id }} }}',
            "Une valeur de l'énumération Ville, sans guillemets, est attendue.",
        ),
        (f'{{ recherche(filtre: "{SECRET}") }}', "Un objet de type Filtre est attendu."),
        (
            f'{{ recherche(filtre: {{nim: "{SECRET}"}}) }}',
            "Un objet de type Filtre n'a pas de champ « nim ». Vouliez-vous dire « nom » ?",
        ),
        (f'{{ recherche(filtre: {{zzzzzzz: "{SECRET}"}}) }}', "Un objet de type Filtre n'a pas de champ « zzzzzzz »."),
        (
            f'{{ choix(un: {{nom: "{SECRET}", age: 1}}) }}',
            "Un objet de type UnSeul doit donner exactement un champ, et sa valeur ne peut pas être null.",
        ),
        (f'{{ recherche(mois: "{SECRET}") }}', "Une valeur de type Mois est attendue."),
        (f'{{ recherche(jour: "{SECRET}") }}', "Une date de la forme AAAA-MM-JJ est attendue."),
    ],
    "ProvidedRequiredArgumentsRule": [
        (
            "{ personne { id } }",
            "L'argument « id » de « Query.personne » est obligatoire : une valeur de type ID! est attendue.",
        ),
        (
            "{ bonjour @skip }",
            "L'argument « if » de « @skip » est obligatoire : une valeur de type Boolean! est attendue.",
        ),
    ],
    "VariablesInAllowedPositionRule": [
        (
            "query ($n: String) { recherche(nombre: $n) }",
            "La variable « $n » est de type String, alors que Int est attendu ici.",
        ),
        (
            "query ($n: String) { choix(un: {nom: $n}) }",
            "La variable « $n » doit être de type String! : null est refusé ici.",
        ),
    ],
    "OverlappingFieldsCanBeMergedRule": [
        (
            "{ a: bonjour a: cher }",
            "Plusieurs champs différents répondent sous le nom « a » : donnez un alias à l'un d'eux.",
        ),
        (
            "{ chose { ... on Personne { nom } ... on Ordinateur { nom } } }",
            "Plusieurs champs différents répondent sous le nom « nom » : donnez un alias à l'un d'eux.",
        ),
    ],
    "UniqueInputFieldNamesRule": [
        ('{ recherche(filtre: {nom: "a", nom: "b"}) }', "Le champ « nom » est donné deux fois.")
    ],
    "MaxIntrospectionDepthRule": [
        (
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            "Cette introspection est trop imbriquée.",
        )
    ],
}

# Rules no document can break against this schema, with the messages they would give.
UNREACHABLE: dict[str, list[str]] = {
    "KnownOperationTypesRule": ["The subscription operation is not supported by the schema."],
    "DeferStreamDirectiveOnRootField": [
        "Stream directive cannot be used on root mutation type 'Mutation'.",
        "Defer directive cannot be used on root mutation type 'Mutation'.",
    ],
    "DeferStreamDirectiveOnValidOperationsRule": [
        "Defer directive not supported on subscription operations. Disable `@defer` by setting the `if` argument to"
        " `false`."
    ],
    "DeferStreamDirectiveLabel": [
        "Defer directive label argument must be a static string.",
        "Defer/Stream directive label argument must be unique.",
    ],
    "StreamDirectiveOnListField": ["Stream directive cannot be used on non-list field 'a' on type 'Query'."],
}


@pytest.mark.parametrize("rule", specified_rules, ids=lambda rule: rule.__name__)
def test_every_rule_has_its_sentences(rule: type[ASTValidationRule]) -> None:
    assert VALIDATION.get(rule.__name__), f"{rule.__name__} n'a pas de message français"
    assert WRONG[rule.__name__] or UNREACHABLE[rule.__name__]


@pytest.mark.parametrize(
    ("rule", "document", "sentence"),
    [(rule, document, sentence) for rule, cases in WRONG.items() for document, sentence in cases],
)
def test_the_sentence_of_a_rule(schema: Any, rule: str, document: str, sentence: str) -> None:
    classes = [candidate for candidate in specified_rules if candidate.__name__ == rule]
    errors = validate(schema, parse(document), classes)
    assert sentence in [validation_message(error) for error in errors]
    assert SECRET not in "".join(validation_message(error) for error in errors)


@pytest.mark.parametrize("message", [message for messages in UNREACHABLE.values() for message in messages])
def test_messages_out_of_reach_are_translated_too(message: str) -> None:
    assert validation_message(GraphQLError(message)) != UNTRANSLATED


def test_an_unknown_message_is_not_repeated() -> None:
    assert validation_message(GraphQLError(f"Something new about {SECRET}")) == UNTRANSLATED


def test_a_value_that_imitates_a_suggestion_is_not_repeated(schema: Any) -> None:
    document = parse(f"{{ recherche(nombre: \"x. Did you mean '{SECRET}'?\") }}")
    assert SECRET not in "".join(validation_message(error) for error in validate(schema, document))


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "la fin de la requête n'a pas sa place ici."),
        ("{", "un nom est attendu, et non la fin de la requête."),
        ("{ bonjour(: 1) }", "un nom est attendu, et non « : »."),
        (f'{{ bonjour "{SECRET}" }}', "un nom est attendu, et non un texte."),
        (f"{SECRET} {{ a }}", "un nom n'a pas sa place ici."),
        ("{ a(b: 1.x) }", "ce nombre est mal écrit."),
        ("{ a(b: 01) }", "ce nombre est mal écrit."),
        (f'{{ a(b: "{SECRET}) }}', "ce texte n'est pas fermé par un guillemet."),
        ("{ a(b: 'x') }", "un texte s'écrit entre guillemets doubles."),
        ('{ a(b: "\\q") }', "cette suite d'échappement n'est pas valide."),
        ('{ a(b: "\\uD800") }', "cette suite d'échappement n'est pas valide."),
        ("{ a ? }", "un caractère n'a pas sa place ici."),
        ("{ .. }", "trois points « ... » sont attendus."),
        ("{ " + "a{" * 500, "la requête est trop imbriquée."),
        ("query ($a: Int = $b) { a }", "une variable n'a pas sa place dans une constante."),
        ("fragment on on A { a }", "un nom n'a pas sa place ici."),
        ('"x" { a }', "une description ne peut pas être placée ici."),
    ],
)
def test_the_sentence_of_a_syntax_error(document: str, sentence: str) -> None:
    with pytest.raises(GraphQLSyntaxError) as caught:
        parse(document, allow_empty_selection_sets=False)
    message = syntax_message(caught.value)
    assert message.startswith("Erreur de syntaxe, ligne 1, colonne ")
    assert message.endswith(sentence)
    assert SECRET not in message


def test_a_document_of_too_many_tokens_has_its_sentence() -> None:
    with pytest.raises(GraphQLSyntaxError) as caught:
        parse("{ a b c d e }", max_tokens=3)
    assert syntax_message(caught.value).endswith("la requête est trop longue.")


VARIABLES: list[tuple[str, dict[str, Any], str]] = [
    (
        "query ($n: Int) { recherche(nombre: $n) }",
        {"n": SECRET},
        "Variable « $n » : Un nombre entier compris entre -2147483648 et 2147483647 est attendu (Int).",
    ),
    ("query ($n: Float) { recherche(ratio: $n) }", {"n": SECRET}, "Variable « $n » : Un nombre est attendu (Float)."),
    (
        "query ($n: ID!) { personne(id: $n) { id } }",
        {},
        "Variable « $n » : Une valeur de type ID! est obligatoire, et n'est pas donnée.",
    ),
    (
        "query ($n: ID!) { personne(id: $n) { id } }",
        {"n": None},
        "Variable « $n » : Une valeur de type ID! est attendue : null est refusé.",
    ),
    (
        "query ($f: Filtre) { recherche(filtre: $f) }",
        {"f": {"et": [{}, {"age": SECRET}]}},
        "Variable « $f » (à « et[1].age ») : "
        "Un nombre entier compris entre -2147483648 et 2147483647 est attendu (Int).",
    ),
    (
        "query ($f: Filtre) { recherche(filtre: $f) }",
        {"f": {"ville": "VITRI"}},
        "Variable « $f » (à « ville ») : Cette valeur n'existe pas dans l'énumération Ville. "
        "Vouliez-vous dire « VITRY » ?",
    ),
    (
        "query ($f: Filtre) { recherche(filtre: $f) }",
        {"f": {"nim": SECRET}},
        "Variable « $f » : Un objet de type Filtre n'a pas de champ « nim ». Vouliez-vous dire « nom » ?",
    ),
    (
        "query ($f: Filtre) { recherche(filtre: $f) }",
        {"f": SECRET},
        "Variable « $f » : Un objet de type Filtre est attendu.",
    ),
    (
        "query ($m: Mois) { recherche(mois: $m) }",
        {"m": SECRET},
        "Variable « $m » : Une valeur de type Mois est attendue.",
    ),
    (
        "query ($j: Jour) { recherche(jour: $j) }",
        {"j": SECRET},
        "Variable « $j » : Une date de la forme AAAA-MM-JJ est attendue.",
    ),
    (
        "query ($c: UnSeul) { choix(un: $c) }",
        {"c": {"nom": SECRET, "age": 1}},
        "Variable « $c » : Un objet de type UnSeul doit donner exactement un champ, "
        "et sa valeur ne peut pas être null.",
    ),
]


@pytest.mark.parametrize(("document", "variables", "sentence"), VARIABLES)
async def test_the_sentence_of_a_variable(
    client: httpx.AsyncClient, document: str, variables: dict[str, Any], sentence: str
) -> None:
    response = await client.post("", json={"query": document, "variables": variables})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (400, sentence)
    assert error["extensions"] == {"code": "REQUETE_INVALIDE"}
    assert SECRET not in response.text


async def test_many_wrong_variables_give_the_first_errors_only(client: httpx.AsyncClient) -> None:
    variables = {"f": {"et": [{"age": SECRET}] * 200}}
    response = await client.post(
        "", json={"query": "query ($f: Filtre) { recherche(filtre: $f) }", "variables": variables}
    )
    errors = response.json()["errors"]
    assert (response.status_code, len(errors)) == (400, 21)
    assert errors[-1]["message"] == "Les variables ont trop d'erreurs : seules les premières sont données."


async def test_a_null_found_at_execution_is_the_callers_mistake(client: httpx.AsyncClient) -> None:
    document = "query ($n: Int = 1) { recherche(filtre: {obligatoire: $n}) }"
    response = await client.post("", json={"query": document, "variables": {"n": None}})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "REQUETE_INVALIDE"
    assert error["message"].startswith("Argument « filtre »")


@pytest.mark.parametrize("message", ["Cannot return null for non-nullable field Query.a.", "relation does not exist"])
def test_what_is_not_about_a_value_is_left_to_the_mask(message: str) -> None:
    assert coercion_message(GraphQLError(message)) is None


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "Expected value of type 'str', found null. Field of type 'Maybe[str]' cannot be explicitly set to null.",
            "Un champ facultatif ne peut pas recevoir null ici : ne le donnez pas du tout.",
        ),
        (
            "OneOf Input Object 'Un' must specify exactly one key.",
            "Un objet de type Un doit donner exactement un champ.",
        ),
        ("Value for member field 'nom' must be non-null", "Le champ « nom » ne peut pas recevoir null ici."),
    ],
)
def test_what_strawberry_says_of_an_input_is_the_callers_mistake(message: str, sentence: str) -> None:
    assert coercion_message(GraphQLError(message)) == sentence
