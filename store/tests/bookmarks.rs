//! Are bookmarks kept, and never moved back?

use store::bookmarks::Bookmarks;
use store::memory::MemoryStore;
use store::port::Position;
use store::sqlite::{OpenError, SqliteStore};
use store::sqlite_bookmarks::SqliteBookmarks;

#[tokio::test]
async fn a_bookmark_moves_forward_and_never_back() {
    let folder = tempfile::tempdir().unwrap();
    let stores: [&dyn Bookmarks; 3] = [
        &MemoryStore::new(),
        &SqliteStore::open(folder.path()).unwrap(),
        &SqliteBookmarks::open(&folder.path().join("node")).unwrap(),
    ];
    for store in stores {
        assert_eq!(store.load("board").await.unwrap(), None);
        for (saved, kept) in [(3, 3), (2, 3), (3, 3), (7, 7)] {
            store.save("board", Position(saved)).await.unwrap();
            assert_eq!(store.load("board").await.unwrap(), Some(Position(kept)));
        }
        assert_eq!(store.load("notices").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_bookmark_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    store.save("board", Position(3)).await.unwrap();
    drop(store);
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.load("board").await.unwrap(), Some(Position(3)));
}

#[tokio::test]
async fn a_bookmark_beside_a_cluster_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let bookmarks = SqliteBookmarks::open(folder.path()).unwrap();
    bookmarks.save("board", Position(1 << 40)).await.unwrap();
    let second = SqliteBookmarks::open(folder.path());
    assert!(matches!(second, Err(OpenError::Locked { pid: Some(_), .. })), "{second:?}");
    drop(bookmarks);
    let bookmarks = SqliteBookmarks::open(folder.path()).unwrap();
    assert_eq!(bookmarks.load("board").await.unwrap(), Some(Position(1 << 40)));
}
