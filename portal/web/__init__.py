"""The page kit: layout, components, forms, transactions, language, headers, errors."""
