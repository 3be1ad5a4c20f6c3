"""The pages of the app: each module has PAGES, its routes; `all_pages` joins them."""
