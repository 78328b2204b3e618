//! Nouns that are written short after a number, with all their forms.

use super::numeral::{Case, Gender, cardinal};

/// A noun that is counted.
pub(super) struct Noun {
    /// How it is written, in lower case.
    written: &'static [&'static str],
    pub(super) gender: Gender,
    /// One of it, in the six cases.
    one: [&'static str; 6],
    /// Several of it.
    many: [&'static str; 6],
}

/// A masculine noun with a hard end, as most are: `stem` and `stem + ов`.
macro_rules! masculine {
    ($written:expr, $stem:literal) => {
        Noun {
            written: $written,
            gender: Gender::Masculine,
            one: [
                $stem,
                concat!($stem, "а"),
                concat!($stem, "у"),
                $stem,
                concat!($stem, "ом"),
                concat!($stem, "е"),
            ],
            many: [
                concat!($stem, "ы"),
                concat!($stem, "ов"),
                concat!($stem, "ам"),
                concat!($stem, "ы"),
                concat!($stem, "ами"),
                concat!($stem, "ах"),
            ],
        }
    };
}

/// A feminine noun in `-а` without the vowel: `минут`, `секунд`.
macro_rules! feminine {
    ($written:expr, $stem:literal) => {
        Noun {
            written: $written,
            gender: Gender::Feminine,
            one: [
                concat!($stem, "а"),
                concat!($stem, "ы"),
                concat!($stem, "е"),
                concat!($stem, "у"),
                concat!($stem, "ой"),
                concat!($stem, "е"),
            ],
            many: [
                concat!($stem, "ы"),
                $stem,
                concat!($stem, "ам"),
                concat!($stem, "ы"),
                concat!($stem, "ами"),
                concat!($stem, "ах"),
            ],
        }
    };
}

/// As many bytes as are counted are said as one is.
macro_rules! bytes {
    ($written:expr, $stem:literal) => {{
        let mut noun = masculine!($written, $stem);
        noun.many[1] = $stem;
        noun
    }};
}

static NOUNS: [Noun; 33] = [
    Noun {
        written: &["₽", "руб", "р", "rub"],
        gender: Gender::Masculine,
        one: ["рубль", "рубля", "рублю", "рубль", "рублём", "рубле"],
        many: ["рубли", "рублей", "рублям", "рубли", "рублями", "рублях"],
    },
    Noun {
        written: &["коп"],
        gender: Gender::Feminine,
        one: ["копейка", "копейки", "копейке", "копейку", "копейкой", "копейке"],
        many: ["копейки", "копеек", "копейкам", "копейки", "копейками", "копейках"],
    },
    masculine!(&["$", "usd", "долл"], "доллар"),
    masculine!(&["¢"], "цент"),
    Noun {
        written: &["€", "eur"], gender: Gender::Masculine, one: ["евро"; 6], many: ["евро"; 6]
    },
    masculine!(&["%"], "процент"),
    masculine!(&["км"], "километр"),
    masculine!(&["см"], "сантиметр"),
    masculine!(&["мм"], "миллиметр"),
    masculine!(&["м"], "метр"),
    masculine!(&["л"], "литр"),
    masculine!(&["кг"], "килограмм"),
    masculine!(&["г", "гр"], "грамм"),
    feminine!(&["мин"], "минут"),
    feminine!(&["сек"], "секунд"),
    Noun {
        written: &["ч"],
        gender: Gender::Masculine,
        one: ["час", "часа", "часу", "час", "часом", "часе"],
        many: ["часы", "часов", "часам", "часы", "часами", "часах"],
    },
    masculine!(&["°"], "градус"),
    Noun {
        written: &["тыс", "к", "k"],
        gender: Gender::Feminine,
        one: ["тысяча", "тысячи", "тысяче", "тысячу", "тысячей", "тысяче"],
        many: ["тысячи", "тысяч", "тысячам", "тысячи", "тысячами", "тысячах"],
    },
    masculine!(&["млн"], "миллион"),
    masculine!(&["млрд"], "миллиард"),
    masculine!(&["трлн"], "триллион"),
    masculine!(&["мл"], "миллилитр"),
    masculine!(&["£", "gbp"], "фунт"),
    Noun {
        written: &["чел"],
        gender: Gender::Masculine,
        one: ["человек", "человека", "человеку", "человека", "человеком", "человеке"],
        many: ["человек", "человек", "человекам", "человек", "человеками", "человеках"],
    },
    Noun {
        written: &["шт"],
        gender: Gender::Feminine,
        one: ["штука", "штуки", "штуке", "штуку", "штукой", "штуке"],
        many: ["штуки", "штук", "штукам", "штуки", "штуками", "штуках"],
    },
    Noun {
        written: &["нед"],
        gender: Gender::Feminine,
        one: ["неделя", "недели", "неделе", "неделю", "неделей", "неделе"],
        many: ["недели", "недель", "неделям", "недели", "неделями", "неделях"],
    },
    Noun {
        written: &["мес"],
        gender: Gender::Masculine,
        one: ["месяц", "месяца", "месяцу", "месяц", "месяцем", "месяце"],
        many: ["месяцы", "месяцев", "месяцам", "месяцы", "месяцами", "месяцах"],
    },
    Noun {
        written: &["дн"],
        gender: Gender::Masculine,
        one: ["день", "дня", "дню", "день", "днём", "дне"],
        many: ["дни", "дней", "дням", "дни", "днями", "днях"],
    },
    Noun {
        written: &["л.с"],
        gender: Gender::Feminine,
        one: [
            "лошадиная сила",
            "лошадиной силы",
            "лошадиной силе",
            "лошадиную силу",
            "лошадиной силой",
            "лошадиной силе",
        ],
        many: [
            "лошадиные силы",
            "лошадиных сил",
            "лошадиным силам",
            "лошадиные силы",
            "лошадиными силами",
            "лошадиных силах",
        ],
    },
    bytes!(&["кб", "kb"], "килобайт"),
    bytes!(&["мб", "mb"], "мегабайт"),
    bytes!(&["гб", "gb"], "гигабайт"),
    bytes!(&["тб", "tb"], "терабайт"),
];

impl Noun {
    /// The noun that is written so.
    pub(super) fn written(short: &str) -> Option<&'static Self> {
        NOUNS.iter().find(|noun| noun.written.contains(&short))
    }

    /// An hour.
    pub(super) fn hour() -> &'static Self {
        &NOUNS[15]
    }

    /// What a hundredth of it is, if it is money.
    pub(super) fn parts(&self) -> Option<&'static Self> {
        match self.written[0] {
            "₽" => Some(&NOUNS[1]),
            "$" | "€" => Some(&NOUNS[3]),
            _ => None,
        }
    }

    /// So many of it, in a case.
    pub(super) fn counted(&self, number: u64, case: Case) -> String {
        let number_said = cardinal(number, case, self.gender, false);
        let straight = matches!(case, Case::Nominative | Case::Accusative);
        let teen = (11..15).contains(&(number % 100));
        let form = match number % 10 {
            1 if !teen => self.one[case as usize],
            // Of feminine nouns it is the same word, and an adjective before it stands so: «две лошадиные силы».
            2..5 if straight && !teen && self.gender == Gender::Feminine => {
                self.many[Case::Nominative as usize]
            }
            2..5 if straight && !teen => self.one[Case::Genitive as usize],
            _ if straight => self.many[Case::Genitive as usize],
            _ => self.many[case as usize],
        };
        format!("{number_said} {form}")
    }

    /// One of it, in a case.
    pub(super) fn one(&self, case: Case) -> &'static str {
        self.one[case as usize]
    }

    /// Several of it, as they stand without a number of their own: «пять тысяч рублей».
    pub(super) fn of_many(&self) -> &'static str {
        self.many(Case::Genitive)
    }

    /// Several of it, in a case.
    pub(super) fn many(&self, case: Case) -> &'static str {
        self.many[case as usize]
    }

    /// Whether it counts in thousands or more, so that what is counted may follow.
    pub(super) fn is_scale(&self) -> bool {
        matches!(self.written[0], "тыс" | "млн" | "млрд" | "трлн")
    }

    /// Whether it is a length, of which there are squares.
    pub(super) fn is_length(&self) -> bool {
        matches!(self.written[0], "км" | "м" | "см" | "мм")
    }

    pub(super) fn is_degree(&self) -> bool {
        self.written[0] == "°"
    }

    /// The form after a fraction: «две целых пять десятых метра».
    pub(super) fn after_fraction(&self) -> &'static str {
        self.one[Case::Genitive as usize]
    }
}
