//! Questions for a fact that only the owner knows, and that is different every time: a time, a
//! sum, an address, a password. No past answer will do.

use super::holds_any;
use crate::burst::Burst;

/// Russian, English. See [`holds`](super::holds) for the form.
const FACTS: &[&str] = &[
    // times and dates
    "во сколько",
    "со скольки",
    "до скольки",
    "к скольки",
    "в котором часу",
    "сколько времени",
    "какого числа",
    "какое число",
    "в какой день",
    "на какое время",
    "на какое число",
    "в какое время",
    "what time",
    "which day",
    "what day",
    "what date",
    "which date",
    "since when",
    "how long until",
    // amounts and sums
    "сколько сто*",
    "сколько я",
    "сколько с меня",
    "сколько долж*",
    "сколько мы",
    "сколько ты",
    "сколько вы",
    "сколько у",
    "сколько там",
    "сколько надо",
    "сколько нужно",
    "сколько тебе",
    "сколько будет",
    "сколько выш*",
    "сколько плат*",
    "сколько денег",
    "сколько отдал*",
    "почем",
    "какая сумм*",
    "какую сумм*",
    "какая цен*",
    "какой бюджет",
    "какая цифр*",
    "какие цифр*",
    "за сколько",
    "на сколько",
    "по сколько",
    "how much",
    "how many",
    "what price",
    "whats the price",
    "what does it cost",
    "what amount",
    // places and addresses
    "какой адрес",
    "адрес скин*",
    "скинь адрес",
    "скиньте адрес",
    "дай адрес",
    "твой адрес",
    "ваш адрес",
    "напомни адрес",
    "по какому адресу",
    "какой индекс",
    "почтовый индекс",
    "номер дома",
    "номер квартиры",
    "какой вагон",
    "какой этаж",
    "какой подъезд",
    "what address",
    "whats the address",
    "your address",
    "the address",
    "send address",
    "postcode",
    "zip code",
    "which floor",
    // numbers, accounts and documents
    "какой номер",
    "номер карт*",
    "номер счет*",
    "номер телефон*",
    "номер паспорт*",
    "номер договор*",
    "твой номер",
    "ваш номер",
    "какую карт*",
    "какая карт*",
    "карту скинь",
    "скинь карту",
    "реквизит*",
    "какой у тебя паспорт",
    "паспорт*",
    "снилс",
    "инн",
    "какой ip",
    "what ip",
    "ip address",
    "card number",
    "account number",
    "phone number",
    "passport*",
    "iban",
    "ssn",
    // secrets
    "парол*",
    "пинкод*",
    "пин код*",
    "какой код",
    "код скинь",
    "скинь код",
    "код пришел",
    "код из",
    "код подтвержд*",
    "продиктуй код",
    "код от",
    "логин*",
    "токен*",
    "кодовое слово",
    "password*",
    "passcode*",
    "pin code",
    "whats the code",
    "the code",
    "verification code",
    "login code",
    "send me the code",
    "api key",
    "token*",
    "credentials",
];

/// Whether a burst asks for such a fact.
pub(crate) fn needs_facts(burst: &Burst) -> bool {
    holds_any(&burst.words, FACTS)
}

#[cfg(test)]
mod tests {
    use super::needs_facts;
    use crate::burst::Burst;

    #[test]
    fn questions_for_facts_are_known() {
        for asked in [
            "Во сколько встречаемся?",
            "сколько стоит билет",
            "скинь пароль от вайфая",
            "Какой у тебя адрес? какой индекс",
            "кинь номер карты",
            "what time is it?",
            "how much do I owe you",
            "what's the code?",
            "Пришёл код подтверждения, продиктуй код",
        ] {
            assert!(needs_facts(&Burst::saying(asked)), "{asked}");
        }
    }

    #[test]
    fn ordinary_questions_are_not() {
        for asked in [
            "как дела?",
            "ты где",
            "что делаешь",
            "когда увидимся?",
            "сколько лет, сколько зим!",
            "how are you",
            "did you see my PR?",
        ] {
            assert!(!needs_facts(&Burst::saying(asked)), "{asked}");
        }
    }
}
