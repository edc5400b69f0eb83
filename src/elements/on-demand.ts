/** What a reader may do with an answer besides copying its link: nothing of it is loaded before one does. */
export { followSelection } from './passage-bar.ts';
export { share } from './share-menu.ts';
export { toggleStar } from './toggle-star.ts';
