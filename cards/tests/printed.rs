//! Is what is printed what was meant?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cards::{Card, SIZE};
use domain::Language;
use domain::invite::InviteNumber;
use rqrr::PreparedImage;

const LINK: &str = "https://t.me/+Q0aZ_x9-Kb4lOTcy";

fn card(title: &str, language: Language) -> Card {
    Card {
        link: LINK.to_owned(),
        title: title.to_owned(),
        site: "Склад на Северной".to_owned(),
        workplace: "Касса 2".to_owned(),
        number: InviteNumber(3),
        language,
    }
}

/// The brightness of each dot.
fn dots(png: &[u8]) -> (Vec<u8>, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!((info.width, info.height), SIZE);
    (dots.chunks(3).map(|it| it[1]).collect(), info.width as usize)
}

fn read_code(bright: &[u8], (width, height): (usize, usize)) -> String {
    let at = |x, y| bright[y * width + x];
    let mut image = PreparedImage::prepare_from_greyscale(width, height, at);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    grids[0].decode().unwrap().1
}

#[test]
fn the_code_of_the_picture_reads_as_the_link() {
    for language in [Language::Ru, Language::En] {
        for title in
            ["Ромашка", "Общество с ограниченной ответственностью «Ромашка и сыновья» и другие"]
        {
            let (bright, width) = dots(&card(title, language).png().unwrap());
            let height = bright.len() / width;
            assert_eq!(read_code(&bright, (width, height)), LINK, "{title}");
        }
    }
}

#[test]
fn the_code_of_the_drawing_reads_as_the_link() {
    let svg = card("Ромашка", Language::Ru).svg().unwrap();
    // The code is the only shape whose every line is straight and of whole dots.
    let paths = svg.split(" d=\"").skip(1).map(|it| it.split('"').next().unwrap());
    let straight = |it: &&str| !it.contains(['Q', 'C', '.']);
    let codes: Vec<_> = paths.filter(straight).collect();
    let [code] = codes.as_slice() else { panic!("{} shapes of whole dots", codes.len()) };
    let (width, height) = (SIZE.0 as usize, SIZE.1 as usize);
    let mut bright = vec![255; width * height];
    for rectangle in code.split('M').skip(1) {
        let corner =
            |it: &str| -> Vec<usize> { it.split(' ').map(|it| it.parse().unwrap()).collect() };
        let corners: Vec<_> = rectangle.split('L').map(corner).collect();
        for y in corners[0][1]..corners[2][1] {
            bright[y * width + corners[0][0]..y * width + corners[2][0]].fill(0);
        }
    }
    assert_eq!(read_code(&bright, (width, height)), LINK);
}

#[test]
fn all_words_stand_on_the_card_in_the_language_of_the_client() {
    for (language, words) in [
        (Language::Ru, ["Наведите камеру на код", "Напишите, что случилось", "Карточка 3"]),
        (Language::En, ["Point your camera at the code", "Write what has happened", "Card 3"]),
    ] {
        let svg = card("Ромашка & Ко", language).svg().unwrap();
        for word in words.iter().chain(&["Ромашка &amp; Ко", "Склад на Северной", "Касса 2"])
        {
            assert!(svg.contains(word), "{word}");
        }
    }
}

/// What is drawn above the code differs with the words there: they are in the picture, too.
#[test]
fn the_picture_shows_the_words() {
    let of = |workplace: &str| {
        let workplace = workplace.to_owned();
        dots(&Card { workplace, ..card("Ромашка", Language::Ru) }.png().unwrap()).0
    };
    assert_ne!(of("Касса 2"), of("Касса 3"));
    assert_eq!(of("Касса 2"), of("Касса 2"));
}

#[test]
fn no_debug_shows_the_link_and_no_drawing_names_it_but_in_letters() {
    let card = card("Ромашка", Language::Ru);
    assert!(!format!("{card:?}").contains("t.me"));
    assert!(!card.svg().unwrap().contains("t.me"));
}

#[test]
fn what_does_not_fit_into_a_code_is_refused() {
    let card = Card { link: "x".repeat(4_000), ..card("Ромашка", Language::Ru) };
    assert!(card.svg().is_err() && card.png().is_err());
}
