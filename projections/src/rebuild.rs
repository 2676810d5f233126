//! How are views made anew while the old ones still answer?

use crate::catch_up;
use crate::error::ViewError;
use crate::file;
use crate::readers::Readers;
use crate::views::Views;
use crate::writer::Writer;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

/// Fills a new file from the first event, then puts it in the old one's place.
pub(crate) async fn rebuild(
    views: &Views,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<(), ViewError> {
    let _rebuilding = views.rebuilding.lock().await;
    let rebuilt = fill_and_swap(views, progress).await;
    if rebuilt.is_err() {
        file::discard_beside(&views.path)?;
    }
    rebuilt
}

async fn fill_and_swap(
    views: &Views,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<(), ViewError> {
    let connection = file::create_beside(&views.path)?;
    let new = Arc::new(Mutex::new(Writer::new(connection)?));
    let most = catch_up::catch_up(&views.source, &new, progress).await?;
    // While nothing is taken in by the old views, the new ones come to where they are, or beyond.
    let _turn = views.turn.lock().await;
    let rest = |read| progress(most + read);
    catch_up::catch_up(&views.source, &new, &rest).await?;
    let new = Arc::into_inner(new).ok_or(ViewError::Ended)?;
    let new = new.into_inner().unwrap_or_else(PoisonError::into_inner);
    let bookmark = new.bookmark();
    file::finish_beside(&views.path, new.into_connection())?;
    put_in_place(views)?;
    views.outdated.store(false, Ordering::Release);
    views.publish(bookmark);
    Ok(())
}

/// Questions wait for as long as this takes: a few milliseconds.
fn put_in_place(views: &Views) -> Result<(), ViewError> {
    let mut writer = views.writer.lock().unwrap_or_else(PoisonError::into_inner);
    let mut readers = views.readers.write().unwrap_or_else(PoisonError::into_inner);
    *readers = Readers::none();
    writer.close()?;
    let connection = file::swap(&views.path)?;
    *writer = Writer::new(connection)?;
    *readers = Readers::open(&views.path)?;
    Ok(())
}
