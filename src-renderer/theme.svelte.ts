export type ThemeChoice = 'system' | 'light' | 'dark';

/** Under this key the choice is kept in the window too, so that the first paint is right before the lab has answered. */
const storageKey = 'theme';
const choices: readonly ThemeChoice[] = ['system', 'light', 'dark'];

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

class Theme {
  #choice = $state(choices.find((choice) => choice === localStorage.getItem(storageKey)) ?? 'system');
  #system = $state<'light' | 'dark'>(systemDark.matches ? 'dark' : 'light');

  constructor() {
    systemDark.addEventListener('change', ({ matches }) => {
      this.#system = matches ? 'dark' : 'light';
      this.#apply();
    });
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  /** The theme in view. Charts read it to draw themselves anew when it changes. */
  get current(): 'light' | 'dark' {
    return this.#choice === 'system' ? this.#system : this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    localStorage.setItem(storageKey, choice);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.current;
  }
}

/** Light or dark: the system's choice unless the user made one. */
export const theme = new Theme();
