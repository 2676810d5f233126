//! What does an interned number stand for?

/// The most names of one sort that a reader keeps at hand. A power of two.
const NAMES_MAX: usize = 16 * 1024;

/// Names by number. A number's place is fixed, and a newcomer takes it over: a look-up costs as
/// much as reading an array.
#[derive(Debug)]
pub(super) struct Names<T> {
    places: Vec<Option<(i64, T)>>,
}

impl<T: Clone> Names<T> {
    pub(super) fn new() -> Self {
        Self { places: (0..NAMES_MAX).map(|_| None).collect() }
    }

    /// The name of a number; `find` is asked if it is not at hand.
    pub(super) fn get<E>(
        &mut self,
        number: i64,
        find: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let place = usize::try_from(number).unwrap_or_default() % NAMES_MAX;
        match &self.places[place] {
            Some((there, name)) if *there == number => Ok(name.clone()),
            _ => {
                let name = find()?;
                self.places[place] = Some((number, name.clone()));
                Ok(name)
            }
        }
    }
}
