//! Roman numerals, and what is none.

use super::*;

#[test]
fn russian_roman_numerals_agree_with_what_they_number() {
    all(
        Tongue::Russian,
        &[
            ("XXI век", "двадцать первый век"),
            ("в XXI веке", "в двадцать первом веке"),
            ("ХХ века", "двадцатого века"),
            ("XIX столетие", "девятнадцатое столетие"),
            ("с XV по XVII век", "с пятнадцатого по семнадцатый век"),
            ("в XIX–XX веках", "в девятнадцатом — двадцатом веках"),
            ("XVIII и XIX веков", "восемнадцатого и девятнадцатого веков"),
            ("в начале XX в. жили тут", "в начале двадцатого века жили тут"),
            ("построен в XVII в.", "построен в семнадцатом веке."),
            ("XVIII-XIX вв.", "восемнадцатый-девятнадцатый века."),
            ("в V в. до н. э.", "в пятом веке до нашей эры."),
            ("Пётр I", "Пётр первый"),
            ("Петр I был выше", "Петр первый был выше"),
            ("Екатерина II", "Екатерина вторая"),
            ("при Петре I и Екатерине II", "при Петре первом и Екатерине второй"),
            ("Елизавету II", "Елизавету вторую"),
            ("о Николае II", "о Николае втором"),
            ("Иоанн Павел II", "Иоанн Павел второй"),
            ("Людовиком XIV", "Людовиком четырнадцатым"),
            ("Льва XIII", "Льва тринадцатого"),
            ("Иван IV Грозный", "Иван четвёртый Грозный"),
            ("глава IV", "глава четвёртая"),
            ("в главе III, часть II", "в главе третьей, часть вторая"),
            ("II мировая война", "вторая мировая война"),
            ("до I Мировой войны", "до первой Мировой войны"),
            ("во время II мировой.", "во время второй мировой."),
            ("XIX и XX века", "девятнадцатый и двадцатый века"),
            ("поэты XIX и XX века", "поэты девятнадцатого и двадцатого века"),
            ("во II половине", "во второй половине"),
            ("инвалид III группы", "инвалид третьей группы"),
            ("на III месте", "на третьем месте"),
            ("к IV кварталу", "к четвёртому кварталу"),
            ("II-й тур", "второй тур"),
        ],
    );
}

#[test]
fn what_may_be_no_numeral_is_left_as_it_is() {
    for text in [
        "I",
        "план V",
        "размер XL",
        "MIX",
        "пиши в DM",
        "на CD",
        "VIP",
        "iPhone X",
        "Малкольм X",
        "Николай X",
        "Анна XX",
        "Иван V. ушёл",
        "место X",
        "целую XXX",
        "книга I love you",
        "MK-II класса",
        "II мировой рекорд",
        "из IV частей",
        "IV и VI",
        "лаки I",
    ] {
        assert_eq!(speakable(text, Tongue::Russian), text);
    }
    for text in [
        "I",
        "the part I like",
        "Part I like",
        "the act I saw",
        "I met Charles I was shy",
        "so Peter I am here",
        "love, Mary XX",
        "John V. Smith",
        "James V",
        "MIX",
        "a CD",
        "DM me",
        "Malcolm X",
        "section X",
        "plan V",
        "I need an IV",
        "the MK-II century",
    ] {
        assert_eq!(speakable(text, Tongue::English), text);
    }
}

#[test]
fn english_roman_numerals_are_said_after_what_they_number() {
    all(
        Tongue::English,
        &[
            ("Chapter IV", "Chapter four"),
            ("read chapter X and act V", "read chapter ten and act five"),
            ("Part I: the road", "Part one: the road"),
            ("type II diabetes", "type two diabetes"),
            ("World War I was long", "World War one was long"),
            ("before World War II.", "before World War two."),
            ("Louis XIV", "Louis the fourteenth"),
            ("Pope John Paul II", "Pope John Paul the second"),
            ("Henry VIII's wives", "Henry the eighth's wives"),
            ("Charles I of England", "Charles the first of England"),
            ("Henry V", "Henry the fifth"),
            ("the XXI century", "the twenty-first century"),
            ("XIX-century art", "nineteenth-century art"),
        ],
    );
}
