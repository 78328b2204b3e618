//! From a text that is written to one that is said: numbers, also Roman ones, times, money, links, signs, emoji and
//! laughter become words, in Russian or English.

mod english;
mod pieces;
mod roman;
mod russian;

use pieces::{Number, Piece};

/// A language that is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Russian.
    Russian,
    /// English, as in America.
    English,
}

impl Tongue {
    /// Its code of ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// The language of that code, if it is one of these.
    pub fn named(code: &str) -> Option<Self> {
        [Self::Russian, Self::English].into_iter().find(|tongue| tongue.code() == code)
    }

    /// The language of a text, by its letters; `None` if it has none of either. Links and names of the net have the same
    /// letters in every language.
    pub fn of(text: &str) -> Option<Self> {
        let words = || text.split_whitespace().filter(|word| !is_of_net(word)).flat_map(str::chars);
        let cyrillic = words().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count();
        let latin = words().filter(char::is_ascii_alphabetic).count();
        match (cyrillic, latin) {
            (0, 0) if text.contains(['₽', '№']) => Some(Self::Russian),
            (0, 0) => None,
            // A name or a link in Latin letters stands in many a Russian text.
            _ if cyrillic * 3 >= latin => Some(Self::Russian),
            _ => Some(Self::English),
        }
    }
}

fn is_of_net(word: &str) -> bool {
    let begins = ["www.", "t.me/"].iter().any(|begins| word.starts_with(begins));
    begins || word.contains("://") || word.contains('@')
}

/// The text as it is said; empty if nothing of it can be said, as of an emoji.
pub fn speakable(text: &str, tongue: Tongue) -> String {
    let pieces = pieces::cut(text, tongue);
    let mut said = Said::default();
    let mut governor = String::new();
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        let rest = &pieces[index + 1..];
        let used = match piece {
            Piece::Number(number) => {
                let mut before = said.last_word();
                // «между 2 и 3»: the word before the first asks for the case of the second too.
                let pair = index.checked_sub(4).map(|start| &pieces[start..index]);
                if let Some([Piece::Number(_), Piece::Space, Piece::Word(_), Piece::Space]) = pair
                    && ["и", "или"].contains(&before.as_str())
                {
                    before.clone_from(&governor);
                }
                // So it does in «до 2-3», whose currency is said after both.
                let is_first = matches!(rest.first(), Some(Piece::Range));
                if matches!(index.checked_sub(1).map(|at| &pieces[at]), Some(Piece::Range)) {
                    before.clone_from(&governor);
                }
                governor.clone_from(&before);
                let sign = if is_first { None } else { said.take_sign() };
                let around = Around { before, sign, rest };
                let (words, used) = match tongue {
                    Tongue::Russian => russian::number(number, &around),
                    Tongue::English => english::number(number, &around),
                };
                said.words(&words);
                used
            }
            Piece::Word(word) => {
                let days = match tongue {
                    Tongue::Russian => russian::days(&pieces, index),
                    Tongue::English => None,
                };
                let short = match tongue {
                    Tongue::Russian => russian::abbreviation(word, &said.last_word(), rest),
                    Tongue::English => english::abbreviation(word, rest),
                };
                let short = days.or_else(|| short.map(|(words, used)| (words.to_owned(), used)));
                let short = short.or_else(|| match tongue {
                    Tongue::Russian => russian::roman_numeral(&pieces, index),
                    Tongue::English => english::roman_numeral(&pieces, index),
                });
                let common = match tongue {
                    Tongue::Russian => russian::word(word),
                    Tongue::English => english::word(word),
                };
                let (words, used) = match short {
                    Some((words, used)) => (Some(words), used),
                    None => (common.or_else(|| laughter(word, tongue)), 0),
                };
                said.words(words.as_deref().unwrap_or(word));
                used
            }
            Piece::Range => {
                said.range(&pieces[index - 1], tongue);
                0
            }
            Piece::Link(host) => {
                said.words(&match tongue {
                    Tongue::Russian => format!("ссылка на {}", of_net(host, tongue)),
                    Tongue::English => format!("a link to {}", of_net(host, tongue)),
                });
                0
            }
            Piece::Address(name) => {
                said.words(&of_net(name, tongue));
                0
            }
            Piece::Sign(sign) => {
                said.sign(*sign, &pieces[..index], rest, tongue);
                0
            }
            Piece::Space => {
                said.space();
                0
            }
            Piece::Break => {
                said.end_of_line();
                0
            }
        };
        index += 1 + used;
    }
    said.finish()
}

/// What stands around a number.
struct Around<'a> {
    /// The word before it, in lower case; empty if there is none.
    before: String,
    /// A sign right before it, such as that of a currency.
    sign: Option<char>,
    rest: &'a [Piece],
}

impl Around<'_> {
    /// The word or sign that belongs to a number as its unit, and how many pieces it takes.
    fn unit(&self) -> Option<(String, usize)> {
        let at = usize::from(matches!(self.rest.first(), Some(Piece::Space)));
        let unit = match self.rest.get(at)? {
            Piece::Word(word) => word.to_lowercase(),
            Piece::Sign(sign) => sign.to_string(),
            _ => return None,
        };
        // A dot that ends an abbreviation, and no sentence, is part of it.
        let dot = matches!(self.rest.get(at + 1), Some(Piece::Sign('.')))
            && matches!(self.rest.get(at + 3), Some(Piece::Word(word))
                if word.chars().next().is_some_and(char::is_lowercase));
        Some((unit, at + 1 + usize::from(dot)))
    }

    /// What stands after so many pieces.
    fn after(&self, used: usize) -> &[Piece] {
        self.rest.get(used..).unwrap_or_default()
    }

    /// The next word, in lower case.
    fn next_word(&self) -> Option<String> {
        match self.rest {
            [Piece::Space, Piece::Word(word), ..] | [Piece::Word(word), ..] => {
                Some(word.to_lowercase())
            }
            _ => None,
        }
    }
}

/// What was said so far.
#[derive(Default)]
struct Said {
    text: String,
    /// A sign that waits for its number.
    sign: Option<char>,
}

impl Said {
    fn words(&mut self, words: &str) {
        if self.text.ends_with(|c: char| c.is_alphanumeric()) && !words.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// A line that ends without a sign ends as a sentence, or two would run into each other.
    fn end_of_line(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        if self.text.ends_with(char::is_alphanumeric) {
            self.text.push('.');
        }
        self.space();
    }

    fn sign(&mut self, sign: char, before: &[Piece], rest: &[Piece], tongue: Tongue) {
        let before_number = matches!(rest.first(), Some(Piece::Number(_)));
        let counts =
            before_number || matches!(rest, [Piece::Space, Piece::Number(_), ..]) && sign != '#';
        let is_between_numbers = matches!(
            (before, rest),
            ([.., Piece::Number(_)], [Piece::Number(_), ..])
                | ([.., Piece::Number(_), Piece::Space], [Piece::Space, Piece::Number(_), ..])
        );
        let word = |russian: &'static str, english: &'static str| match tongue {
            Tongue::Russian => russian,
            Tongue::English => english,
        };
        match sign {
            '$' | '€' | '₽' | '£' if before_number => self.sign = Some(sign),
            '$' | '€' | '₽' | '£' if stands_alone(before, rest) => {
                let said = match tongue {
                    Tongue::Russian => russian::money_alone(sign, &self.last_word()),
                    Tongue::English => english::money_alone(sign),
                };
                self.words(said.unwrap_or_default());
            }
            '№' | '#' if counts => self.words(word("номер", "number")),
            '~' | '≈' if counts => self.words(word("около", "about")),
            '*' if is_between_numbers => self.words(word("умножить на", "times")),
            '×' if is_between_numbers => self.words(word("на", "by")),
            '-' | '−' if is_between_numbers && makes_a_sum(rest) => {
                self.words(word("минус", "minus"));
            }
            '-' | '−' if before_number && !self.text.ends_with(char::is_alphanumeric) => {
                self.words(word("минус ", "minus "));
            }
            '+' => self.words(word("плюс", "plus")),
            '=' => self.words(word("равно", "equals")),
            '&' => self.words(word("и", "and")),
            '@' => self.words(word("собака", "at")),
            '%' => self.words(word("процентов", "percent")),
            // The number of a line in a list: `1) bread`.
            ')' if matches!(before, [Piece::Number(_)] | [.., Piece::Break, Piece::Number(_)]) => {
                self.text.push(',');
            }
            '.' | ',' | '!' | '?' | '…' | ';' | ':' => {
                self.text.truncate(self.text.trim_end().len());
                // The dot of a short word ends no sentence that goes on: «500 руб., и всё».
                let is_after_dot = matches!(before.last(), Some(Piece::Sign('.')));
                if is_after_dot && matches!(sign, ',' | '!' | '?') && self.text.ends_with('.') {
                    self.text.pop();
                }
                // Three dots are a pause, three marks are one.
                let last = self.text.chars().next_back();
                if last.is_some_and(|last| !".,!?…;:".contains(last) && !last.is_whitespace()) {
                    self.text.push(sign);
                }
            }
            '—' | '–' => {
                self.space();
                self.text.push_str("— ");
            }
            '-' if matches!(rest.first(), Some(Piece::Word(_))) => self.text.push('-'),
            '"' | '«' | '»' | '“' | '”' | '\'' | '’' => {}
            // What is left is drawn, and not said.
            _ => self.space(),
        }
    }

    /// What is said between two numbers of which anything between is meant.
    fn range(&mut self, first: &Piece, tongue: Tongue) {
        match (tongue, first) {
            (Tongue::English, _) => self.words("to"),
            (Tongue::Russian, Piece::Number(Number::Plain { .. })) => self.text.push('-'),
            (Tongue::Russian, _) => {
                self.space();
                self.text.push_str("— ");
            }
        }
    }

    fn take_sign(&mut self) -> Option<char> {
        self.sign.take()
    }

    fn last_word(&self) -> String {
        let text = self.text.trim_end();
        let start = text
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        text[start..].to_lowercase()
    }

    fn finish(self) -> String {
        let mut said = String::new();
        for word in self.text.split_whitespace() {
            if !said.is_empty() && word != "—" || word == "—" && !said.is_empty() {
                said.push(' ');
            }
            said.push_str(word);
        }
        let said = said.trim_matches(|c: char| c.is_whitespace() || "—,;:".contains(c));
        if said.chars().any(char::is_alphanumeric) { said.to_owned() } else { String::new() }
    }
}

/// Whether what stands beside a sign of money makes no other thing with it: «курс €», and not `$HOME` or `$$$`.
fn stands_alone(before: &[Piece], rest: &[Piece]) -> bool {
    let is_free = |piece: Option<&Piece>| match piece {
        Some(Piece::Sign(sign)) => !"$€₽£_{".contains(*sign),
        Some(Piece::Space | Piece::Break) | None => true,
        Some(_) => false,
    };
    is_free(before.last()) && is_free(rest.first())
}

/// Whether a number stands there, and then what it makes with the one before: `- 3 = 4`.
fn makes_a_sum(rest: &[Piece]) -> bool {
    let mut rest = rest.iter().filter(|piece| !matches!(piece, Piece::Space));
    matches!(rest.next(), Some(Piece::Number(_))) && matches!(rest.next(), Some(Piece::Sign('=')))
}

/// Laughter as it is heard: three beats, however long it was written. `None` if it is none.
fn laughter(word: &str, tongue: Tongue) -> Option<String> {
    let lower = word.to_lowercase();
    let of =
        |letters: &str| lower.chars().count() >= 4 && lower.chars().all(|c| letters.contains(c));
    let laughs = of("ахы") && lower.contains("ха") && lower.matches('х').count() >= 2
        || of("ha") && lower.matches('h').count() >= 2
        || of("хех") && lower.contains("хе")
        || ["lol", "lmao", "rofl", "лол", "хаха", "хах", "haha"].contains(&lower.as_str());
    laughs.then(|| {
        match tongue {
            Tongue::Russian => "ха-ха-ха",
            Tongue::English => "ha ha ha",
        }
        .to_owned()
    })
}

/// A name of the net with its signs said.
fn of_net(name: &str, tongue: Tongue) -> String {
    let (dot, at) = match tongue {
        Tongue::Russian => (" точка ", " собака "),
        Tongue::English => (" dot ", " at "),
    };
    name.trim_matches('.').replace('.', dot).replace('@', at)
}

#[cfg(test)]
mod tests;
