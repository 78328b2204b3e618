//! No word about money: asking, owing, paying and having paid are the owner's to speak of.

use super::{Candidate, holds_any};

/// Russian, English: what speaks of money in a question.
const SPOKEN_OF: &[&str] = &[
    "деньг*",
    "денег",
    "деньж*",
    "деньги",
    "бабки",
    "бабла",
    "бабло",
    "наличк*",
    "наличны*",
    "рублей",
    "рубль",
    "рубля",
    "тысяч*",
    "тыщ*",
    "скинь",
    "скиньте",
    "скинешь",
    "скинете",
    "скинуть",
    "скинул*",
    "скинем*",
    "скинуться",
    "кинь",
    "киньте",
    "кинешь",
    "перекинь",
    "перекинешь",
    "подкинь",
    "займи",
    "займешь",
    "займете",
    "занять",
    "взаймы",
    "одолж*",
    "выручи*",
    "выручай",
    "до стипендии",
    "до стипухи",
    "до зарплаты",
    "до зп",
    "до получки",
    "до аванса",
    "торчу",
    "торчишь",
    "я тебе долж*",
    "ты мне долж*",
    "вы мне долж*",
    "должен денег",
    "долг",
    "долга",
    "долги",
    "в долг",
    "оплат*",
    "оплачен*",
    "плата",
    "плату",
    "платить",
    "платеж*",
    "заплат*",
    "квартплат*",
    "аренд*",
    "залог*",
    "перевод*",
    "переведи*",
    "переведешь",
    "переведете",
    "перевести",
    "перечисл*",
    "кредит*",
    "зарплат*",
    "счет*",
    "премию",
    "сбербанк*",
    "тинькофф*",
    "money",
    "cash",
    "lend",
    "lent",
    "borrow*",
    "loan*",
    "owe",
    "owes",
    "pay",
    "pays",
    "paid",
    "payment*",
    "payday",
    "rent",
    "deposit",
    "invoice*",
    "salary",
    "transfer me",
    "wire me",
    "spot me",
    "venmo*",
    "paypal*",
    "bucks",
    "dollars",
    "quid",
];

/// Russian, English: what promises it, or claims that it was given.
const GIVEN: &[&str] = &[
    "переведу",
    "переведем",
    "перевел*",
    "перекин*",
    "подкин*",
    "закинул*",
    "скину",
    "скинем",
    "скинул*",
    "скидыва*",
    "кинул*",
    "кину",
    "заплачу",
    "заплатил*",
    "оплачу",
    "оплачива*",
    "оплатил*",
    "перечисл*",
    "верну",
    "вернем",
    "вернул",
    "вернула",
    "вернули",
    "отдам",
    "отдадим",
    "отдал",
    "отдала",
    "отдали",
    "отправил*",
    "одолжу",
    "займу",
    "долж*",
    "торчу",
    "деньг*",
    "денег",
    "кредит*",
    "ill pay",
    "i will pay",
    "i paid",
    "paid",
    "ill transfer",
    "transferred",
    "sent",
    "ill send",
    "i will send",
    "ill lend",
    "lend",
    "i owe",
    "owe you",
    "wire you",
    "venmo*",
    "paypal*",
];

/// Words that begin like a word of [`GIVEN`] and are none.
const NOT_GIVEN: &[&str] = &["должность", "должности", "кинулся", "кинулась"];

/// Whether a question, or what came before it, is about money.
pub(in crate::guard) fn is_spoken_of(words: &[String]) -> bool {
    holds_any(words, SPOKEN_OF)
}

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    is_given(&candidate.words)
}

/// Whether money is promised or claimed to have been given.
pub(in crate::guard) fn is_given(words: &[String]) -> bool {
    words.iter().enumerate().any(|(place, word)| {
        let rest = &words[place..];
        !holds_any(std::slice::from_ref(word), NOT_GIVEN)
            && GIVEN.iter().any(|phrase| super::begins(rest, phrase))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::*;

    #[test]
    fn money_is_neither_promised_nor_claimed_as_sent() {
        for answer in [
            "ок, переведу",
            "Оплатил.",
            "I'll pay for it",
            "скину деньги позже",
            "скинул",
            "верну завтра",
            "отправил",
            "sent",
            "just sent it, check",
        ] {
            assert!(refused(refuses, "?", answer), "{answer}");
        }
        for answer in ["ок", "кино отличное", "new job", "повышение в должности"]
        {
            assert!(!refused(refuses, "?", answer), "{answer}");
        }
    }

    #[test]
    fn questions_about_money_are_known() {
        let spoken_of = |text| is_spoken_of(&style::language::words(text));
        for asked in ["займёшь до зарплаты?", "я тебе торчу", "Оплату получил", "can I borrow 20"]
        {
            assert!(spoken_of(asked), "{asked}");
        }
        for asked in ["чем занимаешься?", "как кот?", "how are you?"] {
            assert!(!spoken_of(asked), "{asked}");
        }
    }
}
