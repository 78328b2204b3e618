//! No promise of money: paying, lending and transferring is the owner's to say.

use super::{Candidate, holds_any};

/// Russian, English.
const MONEY: &[&str] = &[
    "переведу",
    "перевел",
    "перевела",
    "перекину",
    "перекинул",
    "заплачу",
    "оплачу",
    "оплатил",
    "оплатила",
    "скину деньг*",
    "деньги скину",
    "верну деньг*",
    "деньги верну",
    "одолжу",
    "займу",
    "должен тебе",
    "кредит*",
    "скидываю деньг*",
    "ill pay",
    "i will pay",
    "i paid",
    "ill transfer",
    "i transferred",
    "ill send money",
    "ill lend",
    "i owe you",
    "wire you",
    "venmo*",
    "paypal*",
];

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    holds_any(&candidate.words, MONEY)
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::refuses;

    #[test]
    fn money_is_never_promised() {
        for answer in ["ок, переведу", "Оплатил.", "I'll pay for it", "скину деньги позже"]
        {
            assert!(refused(refuses, "?", answer), "{answer}");
        }
        for answer in ["ок, сделаю", "скину позже", "I'll do it"] {
            assert!(!refused(refuses, "?", answer), "{answer}");
        }
    }
}
