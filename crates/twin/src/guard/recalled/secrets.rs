//! No secrets: nothing masked, no codes, passwords, card or document numbers.

use super::{Candidate, holds_any};

/// Russian, English. A word that names a secret is enough: past answers about secrets hold them.
pub(in crate::guard) const SECRETS: &[&str] = &[
    "парол*",
    "пинкод*",
    "пин код*",
    "cvv",
    "cvc",
    "паспорт*",
    "снилс",
    "инн",
    "токен*",
    "реквизит*",
    "номер карт*",
    "код из",
    "код подтвержд*",
    "логин*",
    "password*",
    "passcode*",
    "pin code",
    "pin",
    "passport*",
    "ssn",
    "iban",
    "token*",
    "login*",
    "card number",
    "api key",
    "secret*",
];

/// Digits in a row from which a number may be a code.
const CODE_DIGITS: usize = 4;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    candidate.bubbles.iter().any(|bubble| {
        style::mask::is_masked(bubble)
            || style::mask::is_masked(&style::mask::mask(bubble))
            || has_code(bubble)
    }) || holds_any(&candidate.words, SECRETS)
        || holds_any(&candidate.asked, SECRETS)
}

fn has_code(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= CODE_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, refused_as_learnt};
    use super::refuses;

    #[test]
    fn codes_passwords_and_numbers_are_refused() {
        for answer in [
            "код 48213",
            "пароль qwerty",
            "the password is hunter2",
            "карта <card>",
            "4276 1234 5678 9012",
            "звони +7 921 123-45-67",
            "паспорт у меня дома",
        ] {
            assert!(refused(refuses, "?", answer), "{answer}");
        }
    }

    #[test]
    fn what_was_an_answer_about_a_secret_answers_nothing_else() {
        assert!(refused_as_learnt(refuses, "какой?", "какой пароль?", "как обычно", 3));
    }

    #[test]
    fn ordinary_answers_pass() {
        for answer in ["да, конечно", "sure", "карты люблю", "100%"] {
            assert!(!refused(refuses, "?", answer), "{answer}");
        }
    }
}
