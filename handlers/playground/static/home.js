// The bot's App Home tab.

import { drawBlock } from "./blocks.js";
import { fill, h, reconcile } from "./dom.js";
import { avatar } from "./people.js";
import { settle } from "./surface.js";

/** Draw the App Home view of whoever acts, keeping what has not changed. */
export function drawHome(place, store) {
  const view = store.state.home;
  if (!view) {
    const words = store.viewBusy
      ? `${store.bot.real_name} is setting up your Home…`
      : `${store.bot.real_name} has not put anything here for you yet.`;
    const title = h("h2", {}, `${store.bot.real_name}’s Home`);
    fill(
      place,
      h("div", { class: "welcome" }, avatar(store.bot, 56), title, h("p", { role: "status" }, words)),
    );
    place.removeAttribute("data-view");
    return;
  }
  let inside = place.querySelector(":scope > .home-blocks");
  if (!inside || place.dataset.view !== view.id) {
    inside = h("div", { class: "home-blocks" });
    fill(place, inside);
    place.dataset.view = view.id;
    place.scrollTop = 0;
  }
  const surface = store.surfaces.view(view);
  reconcile(inside, settle(surface, view.blocks), {
    key: (block) => block.block_id,
    signature: (block) => JSON.stringify(block),
    draw: (block) => drawBlock(block, surface),
  });
}
