export const pretrain = {
  title: 'Pre-train MGG',
  subtitle: 'Train a meta gradient generator and keep its best checkpoint.',
} as const;
